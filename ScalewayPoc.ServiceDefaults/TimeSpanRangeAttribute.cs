using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>Range of a <see cref="TimeSpan"/>; <see cref="RangeAttribute"/> with types is not trim-clean.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeSpanRangeAttribute(string minimum, string maximum) : ValidationAttribute
{
    /// <summary>Minimum, inclusive.</summary>
    public string Minimum => minimum;

    /// <summary>Maximum, inclusive.</summary>
    public string Maximum => maximum;

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is TimeSpan time && time >= Parse(minimum) && time <= Parse(maximum)
            ? ValidationResult.Success
            : new ValidationResult($"{Key(validationContext.DisplayName)} is {value}; it must be between {minimum} and {maximum}.");

    /// <summary>The section has the name of the class without its ending: OutboxOptions.SweepInterval is Outbox:SweepInterval.</summary>
    static string Key(string name) => name.Replace("Options.", ":", StringComparison.Ordinal).Replace('.', ':');

    static TimeSpan Parse(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);
}
