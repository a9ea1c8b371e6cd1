using Amazon.Runtime;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>The keys of the upload, which OpenTofu uses too.</summary>
static class SiteKeys
{
    public const string AccessVariable = "SCW_ACCESS_KEY";
    public const string SecretVariable = "SCW_SECRET_KEY";

    /// <summary>The keys in the environment.</summary>
    /// <exception cref="ScalewayPublishException">A variable is not set.</exception>
    public static AWSCredentials Read() => new BasicAWSCredentials(Read(AccessVariable), Read(SecretVariable));

    static string Read(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value
        : throw new ScalewayPublishException($"{variable} is not set: uploading the site needs an API key of the deployer in {AccessVariable} and {SecretVariable}.");
}
