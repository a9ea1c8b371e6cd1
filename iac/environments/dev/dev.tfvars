# A project of its own: Queues' activation, the Edge Services plan and the alert manager exist once per project.
project_id      = "00000000-0000-0000-0000-00000000000d"
organization_id = "00000000-0000-0000-0000-000000000000"
deployer        = "user_id:00000000-0000-0000-0000-000000000000"
name            = "scalewaypoc-dev"

# The cheaper choices.
api_ingress    = "edge"
consumer_entry = "container"
