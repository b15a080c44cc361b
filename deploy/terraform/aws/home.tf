# Snapshots and advisories, which the server and all workers share.
resource "aws_efs_file_system" "home" {
  encrypted = true

  tags = { Name = var.name }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_efs_backup_policy" "home" {
  file_system_id = aws_efs_file_system.home.id

  backup_policy {
    status = "ENABLED"
  }
}

resource "aws_efs_access_point" "home" {
  file_system_id = aws_efs_file_system.home.id

  posix_user {
    uid = 10001
    gid = 10001
  }

  root_directory {
    path = "/bartizan"
    creation_info {
      owner_uid   = 10001
      owner_gid   = 10001
      permissions = "0700"
    }
  }
}

resource "aws_efs_mount_target" "home" {
  for_each        = toset(var.subnet_ids)
  file_system_id  = aws_efs_file_system.home.id
  subnet_id       = each.value
  security_groups = [aws_security_group.home.id]
}

resource "aws_security_group" "home" {
  name   = "${var.name}-home"
  vpc_id = var.vpc_id

  ingress {
    from_port       = 2049
    to_port         = 2049
    protocol        = "tcp"
    security_groups = [aws_security_group.tasks.id]
  }
}
