using System.CommandLine;
using System.Globalization;
using System.Net;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>Options that several commands have.</summary>
static class ServerOptions
{
    public static Option<int> Port()
    {
        var option = new Option<int>("--port") { Description = "TCP port, 1 to 65535.", Required = true };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < IPEndPoint.MinPort + 1 or > IPEndPoint.MaxPort)
                result.AddError($"--port must be 1 to {IPEndPoint.MaxPort}.");
        });
        return option;
    }

    public static Option<DirectoryInfo> Data() =>
        new("--data") { Description = "Folder that keeps the data; made when missing.", Required = true };

    /// <summary>Address to listen on. Loopback only, because no password is required.</summary>
    public static Option<string> Host()
    {
        var option = new Option<string>("--host")
        {
            Description = "Loopback address to listen on.",
            DefaultValueFactory = _ => IPAddress.Loopback.ToString(),
        };
        option.Validators.Add(result =>
        {
            if (!IPAddress.TryParse(result.GetValueOrDefault<string>(), out var address) || !IPAddress.IsLoopback(address))
                result.AddError("--host must be a loopback address such as 127.0.0.1, because the server requires no password.");
        });
        return option;
    }

    public static Option<Uri> Address(string name, string description) => new(name)
    {
        Description = description,
        Required = true,
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                return address;
            result.AddError($"{name} must be an http or https address.");
            return null!;
        },
    };

    /// <summary>A duration up to a minute, written as 15ms or 1.5s.</summary>
    public static Option<TimeSpan> Duration(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var milliseconds = text.EndsWith("ms", StringComparison.Ordinal) ? Number(text[..^2]) : text.EndsWith('s') ? Number(text[..^1]) * 1000 : -1;
            if (milliseconds is >= 0 and <= 60_000)
                return TimeSpan.FromMilliseconds(milliseconds);
            result.AddError($"{name} must be a duration from 0ms to 60s, such as 15ms.");
            return default;
        },
    };

    static double Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : -1;

    public static ServerSettings Settings(
        ParseResult parsed, Option<string> host, Option<int> port, Option<DirectoryInfo> data) =>
        new(IPAddress.Parse(parsed.GetRequiredValue(host)), parsed.GetRequiredValue(port), parsed.GetRequiredValue(data));
}
