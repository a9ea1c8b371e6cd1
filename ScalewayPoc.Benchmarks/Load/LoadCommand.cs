using System.CommandLine;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.Load;

/// <summary><c>load</c>: drives a realistic mix at a chosen rate against a running system, with live figures.</summary>
static class LoadCommand
{
    public static Command Create()
    {
        var rate = new Option<double>("--rate") { Description = "Requests per second.", DefaultValueFactory = _ => 50 };
        var seconds = new Option<int>("--seconds") { Description = "Duration; 0 until Ctrl+C.", DefaultValueFactory = _ => 0 };
        var keys = new Option<int>("--keys") { Description = "Number of different keys.", DefaultValueFactory = _ => 1000 };
        var api = Address("--api", "Address of the API.", "http://localhost:5180");
        var issuer = Address("--issuer", "Address of the development issuer.", "http://localhost:5182");
        var token = new Option<string?>("--token") { Description = "Access token with the scopes read and write, for another issuer." };
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 5000))
            {
                result.AddError("--rate must be above 0 and at most 5000 requests per second.");
            }
        });
        keys.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--keys must be at least 1.");
            }
        });
        var command = new Command("load", "Drives a mix of reads and writes against a running system and prints live figures.")
        {
            rate, seconds, keys, api, issuer, token,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var load = new LoadRun(
                parsed.GetRequiredValue(api), parsed.GetValue(rate), parsed.GetValue(keys),
                parsed.GetValue(token) ?? await TokenAsync(parsed.GetRequiredValue(issuer)));
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (parsed.GetValue(seconds) is > 0 and var duration)
            {
                end.CancelAfter(TimeSpan.FromSeconds(duration));
            }
            return await load.RunAsync(end.Token) ? 0 : 1;
        });
        return command;
    }

    static Option<Uri> Address(string name, string description, string value) => new(name)
    {
        Description = $"{description} Default {value}.",
        DefaultValueFactory = _ => new Uri(value),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                return address;
            }
            result.AddError($"{name} must be an http or https address.");
            return null;
        },
    };

    static async Task<string> TokenAsync(Uri issuer)
    {
        try
        {
            return await Servers.TokenAsync(issuer, "writer");
        }
        catch (HttpRequestException e)
        {
            throw new BenchmarkException($"{issuer} gives no token ({e.Message}): start the system with dotnet run --project ScalewayPoc.AppHost.", e);
        }
    }
}
