# The bucket must exist, with versioning. Keys: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, an API key whose default
# project is the bucket's. The state is encrypted by backend.tf.
bucket       = "my-tofu-state"
key          = "scalewaypoc/dev.tfstate"
region       = "fr-par"
endpoints    = { s3 = "https://s3.fr-par.scw.cloud" }
use_lockfile = true

# Calls that only Amazon answers.
skip_credentials_validation = true
skip_metadata_api_check     = true
skip_region_validation      = true
skip_requesting_account_id  = true
skip_s3_checksum            = true
