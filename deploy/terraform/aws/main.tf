# Bartizan on Fargate: one server behind a load balancer, workers, and a home on EFS that they share. State is on a
# PostgreSQL server of yours. docs/deploy.md says how it is used.
terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  port = 8350
  commands = {
    serve = ["serve", "--host", "0.0.0.0", "--public-url", var.public_url]
    watch = ["watch", "--advisories", "24"]
  }
  counts        = { serve = 1, watch = var.workers }
  snapshots_url = var.snapshots_bucket == "" ? "" : "s3://${var.snapshots_bucket}/bartizan?region=${data.aws_region.current.region}"
}

resource "aws_ecs_cluster" "this" {
  name = var.name
}

resource "aws_cloudwatch_log_group" "tasks" {
  name              = "/ecs/${var.name}"
  retention_in_days = 90
}

resource "aws_ecs_task_definition" "this" {
  for_each                 = local.commands
  family                   = "${var.name}-${each.key}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 1024
  memory                   = 4096
  task_role_arn            = aws_iam_role.task.arn
  execution_role_arn       = aws_iam_role.start.arn

  container_definitions = jsonencode([{
    name                   = each.key
    image                  = var.image
    command                = each.value
    essential              = true
    user                   = "10001:10001"
    readonlyRootFilesystem = true
    linuxParameters        = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }
    secrets                = [{ name = "BARTIZAN_STATE_URL", valueFrom = var.state_url_secret_arn }]
    portMappings           = each.key == "serve" ? [{ containerPort = local.port }] : []
    mountPoints            = [{ sourceVolume = "home", containerPath = "/data" }]
    environment = [
      { name = "BARTIZAN_LOG_FORMAT", value = "json" },
      # A volume of Fargate's own belongs to root.
      { name = "TMPDIR", value = "/data" },
      { name = "BARTIZAN_SNAPSHOTS_URL", value = local.snapshots_url },
    ]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.tasks.name
        awslogs-region        = data.aws_region.current.region
        awslogs-stream-prefix = each.key
      }
    }
  }])

  volume {
    name = "home"
    efs_volume_configuration {
      file_system_id     = aws_efs_file_system.home.id
      transit_encryption = "ENABLED"
      authorization_config {
        access_point_id = aws_efs_access_point.home.id
        iam             = "ENABLED"
      }
    }
  }
}

# Releases never run side by side: the old tasks end before the new ones begin.
resource "aws_ecs_service" "this" {
  for_each                           = local.counts
  name                               = each.key
  cluster                            = aws_ecs_cluster.this.id
  task_definition                    = aws_ecs_task_definition.this[each.key].arn
  desired_count                      = each.value
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100

  network_configuration {
    subnets         = var.subnet_ids
    security_groups = [aws_security_group.tasks.id]
  }

  dynamic "load_balancer" {
    for_each = each.key == "serve" ? [each.key] : []
    content {
      target_group_arn = aws_lb_target_group.serve.arn
      container_name   = "serve"
      container_port   = local.port
    }
  }

  depends_on = [aws_lb_listener.https, aws_efs_mount_target.home]
}
