variable "name" {
  description = "What the resources are called."
  type        = string
  default     = "bartizan"
}

variable "image" {
  description = "Image built with the Dockerfile, by its digest or a tag that does not move."
  type        = string
}

variable "public_url" {
  description = "https address at which people reach the portal."
  type        = string
}

variable "state_url_secret_arn" {
  description = "Secret of Secrets Manager whose whole value is postgresql://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full."
  type        = string
}

variable "snapshots_bucket" {
  description = "Bucket of yours in this region for snapshots, empty to keep them in the home."
  type        = string
  default     = ""
}

variable "reader_role_arns" {
  description = "Roles that connectors assume, one an account: bartizan connect aws --template terraform makes them."
  type        = list(string)
}

variable "vpc_id" {
  description = "Network of the tasks."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of the tasks, from which they reach the clouds and the database."
  type        = list(string)
}

variable "load_balancer_subnet_ids" {
  description = "Subnets of the load balancer."
  type        = list(string)
}

variable "certificate_arn" {
  description = "Certificate of ACM for the host of public_url."
  type        = string
}

variable "allowed_cidr_blocks" {
  description = "Networks from which people open the portal."
  type        = list(string)
}

variable "is_internal" {
  description = "Whether the load balancer has private addresses only."
  type        = bool
  default     = true
}

variable "workers" {
  description = "Workers that scan."
  type        = number
  default     = 2
}
