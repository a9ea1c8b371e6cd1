using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A value that is given from outside, by <c>Parameters:NAME</c> in the configuration.</summary>
    public class ParameterResource : Resource, IExpressionValue
    {
        readonly Lazy<string> _value;

        internal ParameterResource(string name, Func<string> value, bool secret) : base(name)
        {
            _value = new(value);
            Secret = secret;
        }

        public bool Secret { get; }
        public string ValueExpression => $"{{{Name}.value}}";
        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(_value.Value);
    }
}

namespace Aspire.Hosting
{
    /// <summary>A parameter has no value.</summary>
    public class MissingParameterValueException(string message) : DistributedApplicationException(message);

    /// <summary>Adds parameters.</summary>
    public static class ParameterResourceBuilderExtensions
    {
        const string PasswordCharacters = "ABCDEFGHJKMNPQRTUVWXYZabcdefghjkmnpqrstuvwxyz0123456789";
        const int PasswordLength = 22;

        public static IResourceBuilder<ParameterResource> AddParameter(
            this IDistributedApplicationBuilder builder, [ResourceName] string name, bool secret = false) =>
            builder.AddResource(new ParameterResource(name, () => builder.Configuration[$"Parameters:{name}"] ?? throw new MissingParameterValueException(
                $"Parameter resource could not be used because configuration key 'Parameters:{name}' is missing and the Parameter has no default value."), secret));

        internal static ParameterResource CreatePassword(IDistributedApplicationBuilder builder, string name) =>
            new(name, () => builder.Configuration[$"Parameters:{name}"] ?? RandomNumberGenerator.GetString(PasswordCharacters, PasswordLength), secret: true);
    }
}
