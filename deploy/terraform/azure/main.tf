# Bartizan on Container Apps: one server, workers, and a home on a file share that they have in common. State is on a
# PostgreSQL server of yours. docs/deploy.md says how it is used.
terraform {
  required_version = ">= 1.9"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.40"
    }
  }
}

# Its rights here are the one secret, images and, where it is named, the container of snapshots. What it may read of subscriptions stands in the role that
# bartizan connect azure --template terraform makes of the collectors.
resource "azurerm_user_assigned_identity" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
}

resource "azurerm_role_assignment" "secret" {
  scope                = "${var.key_vault_id}/secrets/${basename(var.state_url_secret_id)}"
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.this.principal_id
}

resource "azurerm_role_assignment" "image" {
  scope                = var.registry_id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.this.principal_id
}

resource "azurerm_role_assignment" "snapshots" {
  count                = var.snapshots_container_id == "" ? 0 : 1
  scope                = var.snapshots_container_id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.this.principal_id
}

locals {
  port = 8350
  commands = {
    serve = ["serve", "--host", "0.0.0.0", "--public-url", var.public_url]
    watch = ["watch", "--advisories", "24"]
  }
  counts = { serve = 1, watch = var.workers }
}

resource "azurerm_log_analytics_workspace" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  retention_in_days   = 90
}

resource "azurerm_container_app_environment" "this" {
  name                           = var.name
  resource_group_name            = var.resource_group_name
  location                       = var.location
  infrastructure_subnet_id       = var.subnet_id
  internal_load_balancer_enabled = var.is_internal
  log_analytics_workspace_id     = azurerm_log_analytics_workspace.this.id

  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }
}

resource "azurerm_container_app" "this" {
  for_each                     = local.commands
  name                         = "${var.name}-${each.key}"
  resource_group_name          = var.resource_group_name
  container_app_environment_id = azurerm_container_app_environment.this.id
  revision_mode                = "Single"
  workload_profile_name        = "Consumption"

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.this.id]
  }

  registry {
    server   = var.registry
    identity = azurerm_user_assigned_identity.this.id
  }

  secret {
    name                = "state-url"
    key_vault_secret_id = var.state_url_secret_id
    identity            = azurerm_user_assigned_identity.this.id
  }

  dynamic "ingress" {
    for_each = each.key == "serve" ? [each.key] : []
    content {
      external_enabled = true
      target_port      = local.port
      traffic_weight {
        latest_revision = true
        percentage      = 100
      }
    }
  }

  template {
    min_replicas = local.counts[each.key]
    max_replicas = local.counts[each.key]

    container {
      name   = each.key
      image  = var.image
      args   = each.value
      cpu    = 2
      memory = "4Gi"

      env {
        name        = "BARTIZAN_STATE_URL"
        secret_name = "state-url"
      }

      env {
        name  = "BARTIZAN_LOG_FORMAT"
        value = "json"
      }

      env {
        name  = "BARTIZAN_SNAPSHOTS_URL"
        value = var.snapshots_url
      }

      env {
        name  = "AZURE_CLIENT_ID"
        value = azurerm_user_assigned_identity.this.client_id
      }

      volume_mounts {
        name = "home"
        path = "/data"
      }

      dynamic "liveness_probe" {
        for_each = each.key == "serve" ? [each.key] : []
        content {
          transport = "HTTP"
          port      = local.port
          path      = "/healthz"
        }
      }

      dynamic "readiness_probe" {
        for_each = each.key == "serve" ? [each.key] : []
        content {
          transport = "HTTP"
          port      = local.port
          path      = "/readyz"
        }
      }
    }

    volume {
      name          = "home"
      storage_type  = "AzureFile"
      storage_name  = azurerm_container_app_environment_storage.home.name
      mount_options = "uid=10001,gid=10001,dir_mode=0700,file_mode=0600"
    }
  }

  depends_on = [azurerm_role_assignment.secret, azurerm_role_assignment.image]
}

output "principal_id" {
  description = "Who is given the role that lets Bartizan read a subscription."
  value       = azurerm_user_assigned_identity.this.principal_id
}

output "portal_fqdn" {
  description = "Where the name of public_url points to."
  value       = azurerm_container_app.this["serve"].ingress[0].fqdn
}
