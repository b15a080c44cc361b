# Snapshots and advisories, which the server and all workers share. The environment mounts the share by its key: other
# ways it has none, so that the account takes keys, from the subnet alone.
resource "azurerm_storage_account" "home" {
  name                            = var.storage_account_name
  resource_group_name             = var.resource_group_name
  location                        = var.location
  account_tier                    = "Premium"
  account_kind                    = "FileStorage"
  account_replication_type        = "ZRS"
  min_tls_version                 = "TLS1_2"
  https_traffic_only_enabled      = true
  allow_nested_items_to_be_public = false

  network_rules {
    default_action             = "Deny"
    virtual_network_subnet_ids = [var.subnet_id]
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_storage_share" "home" {
  name               = "bartizan"
  storage_account_id = azurerm_storage_account.home.id
  quota              = 100
}

resource "azurerm_container_app_environment_storage" "home" {
  name                         = "home"
  container_app_environment_id = azurerm_container_app_environment.this.id
  account_name                 = azurerm_storage_account.home.name
  access_key                   = azurerm_storage_account.home.primary_access_key
  share_name                   = azurerm_storage_share.home.name
  access_mode                  = "ReadWrite"
}
