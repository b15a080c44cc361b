variable "name" {
  description = "What the resources are called."
  type        = string
  default     = "bartizan"
}

variable "image" {
  description = "Image built with the Dockerfile, by its digest or a tag that does not move."
  type        = string
}

variable "registry" {
  description = "Login server of the registry with the image, such as company.azurecr.io."
  type        = string
}

variable "registry_id" {
  description = "Resource ID of that registry."
  type        = string
}

variable "key_vault_id" {
  description = "Resource ID of the key vault with the secret, which takes roles and no access policies."
  type        = string
}

variable "public_url" {
  description = "https address at which people reach the portal."
  type        = string
}

variable "state_url_secret_id" {
  description = "Versionless ID of the secret of a key vault that is postgresql://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full."
  type        = string
}

variable "snapshots_url" {
  description = "https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX for snapshots, empty to keep them in the home."
  type        = string
  default     = ""
}

variable "snapshots_container_id" {
  description = "Resource ID of that container, of which the apps' identity is made a contributor."
  type        = string
  default     = ""
}

variable "resource_group_name" {
  description = "Resource group of all that is made."
  type        = string
}

variable "location" {
  description = "Region."
  type        = string
}

variable "subnet_id" {
  description = "Subnet delegated to Microsoft.App/environments, from which the clouds and the database are reached."
  type        = string
}

variable "storage_account_name" {
  description = "Storage account with a share for the home, whose name is free."
  type        = string
}

variable "is_internal" {
  description = "Whether the portal is reached from the virtual network only."
  type        = bool
  default     = true
}

variable "workers" {
  description = "Workers that scan."
  type        = number
  default     = 2
}
