using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A value that is given from outside, by <c>Parameters:NAME</c> in the configuration.</summary>
    public class ParameterResource : Resource, IExpressionValue, IResourceWithoutLifetime
    {
        readonly Lazy<string> _value;

        /// <summary>A parameter whose value comes from <paramref name="callback"/>, which gets the default.</summary>
        public ParameterResource([ResourceName] string name, Func<ParameterDefault?, string> callback, bool secret = false) : base(name)
        {
            _value = new(() => callback(Default));
            Secret = secret;
        }

        /// <summary>Whether the value is a secret.</summary>
        public bool Secret { get; }

        /// <summary>Value if none is given.</summary>
        public ParameterDefault? Default { get; set; }

        /// <summary>What the parameter is for.</summary>
        public string? Description { get; set; }

        /// <inheritdoc/>
        public string ValueExpression => $"{{{Name}.value}}";

        /// <inheritdoc/>
        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(_value.Value);
    }

    /// <summary>Value of a parameter that is not given.</summary>
    public abstract class ParameterDefault
    {
        /// <summary>The value.</summary>
        public abstract string GetDefaultValue();
    }

    /// <summary>A random value.</summary>
    public sealed class GenerateParameterDefault : ParameterDefault
    {
        const string Letters = "ABCDEFGHJKMNPQRTUVWXYZabcdefghjkmnpqrstuvwxyz0123456789";

        /// <summary>Length in characters.</summary>
        public int MinLength { get; set; }

        /// <summary>Whether it may hold characters other than letters and digits.</summary>
        public bool Special { get; set; } = true;

        /// <inheritdoc/>
        public override string GetDefaultValue() => RandomNumberGenerator.GetString(Special ? Letters + "-_.{}~()*+!" : Letters, MinLength);
    }
}

namespace Aspire.Hosting
{
    /// <summary>A parameter has no value.</summary>
    public class MissingParameterValueException(string message) : DistributedApplicationException(message);

    /// <summary>Adds parameters.</summary>
    public static class ParameterResourceBuilderExtensions
    {
        /// <summary>Adds a parameter.</summary>
        public static IResourceBuilder<ParameterResource> AddParameter(
            this IDistributedApplicationBuilder builder, [ResourceName] string name, bool secret = false) => builder.AddResource(Create(builder, name, secret, null));

        /// <summary>Adds a parameter with a value of its own.</summary>
        public static IResourceBuilder<ParameterResource> AddParameter(
            this IDistributedApplicationBuilder builder, [ResourceName] string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
            publishValueAsDefault && secret
                ? throw new ArgumentException("A parameter cannot be both secret and published as a default value.", nameof(secret))
                : builder.AddResource(new ParameterResource(name, _ => value, secret) { Default = publishValueAsDefault ? new Constant(value) : null });

        /// <summary>Adds a parameter with a default. The fallback keeps no generated value between runs.</summary>
        public static IResourceBuilder<ParameterResource> AddParameter(
            this IDistributedApplicationBuilder builder, [ResourceName] string name, ParameterDefault value, bool secret = false, bool persist = false) =>
            builder.AddResource(Create(builder, name, secret, value));

        /// <summary>Says what a parameter is for.</summary>
        public static IResourceBuilder<ParameterResource> WithDescription(
            this IResourceBuilder<ParameterResource> builder, string description, bool enableMarkdown = false)
        {
            builder.Resource.Description = description;
            return builder;
        }

        internal static ParameterResource CreatePassword(IDistributedApplicationBuilder builder, string name, bool special) =>
            Create(builder, name, true, new GenerateParameterDefault { MinLength = 22, Special = special });

        static ParameterResource Create(IDistributedApplicationBuilder builder, string name, bool secret, ParameterDefault? value) =>
            new(name, fallback => builder.Configuration[$"Parameters:{name}"] ?? fallback?.GetDefaultValue()
                ?? throw new MissingParameterValueException(
                    $"Parameter resource could not be used because configuration key 'Parameters:{name}' is missing and the Parameter has no default value."),
                secret)
            { Default = value };

        sealed class Constant(string value) : ParameterDefault
        {
            public override string GetDefaultValue() => value;
        }
    }
}
