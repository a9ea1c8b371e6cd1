using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>Scaleway tells a container its port in the variable PORT.</summary>
static class PlatformPort
{
    /// <summary>Listens on PORT, on all addresses, unless ASP.NET Core's own settings say where to listen.</summary>
    /// <exception cref="InvalidOperationException">PORT is not a port.</exception>
    public static void ListenOnPlatformPort(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["PORT"] is not { Length: > 0 } text || HasAddress(builder))
        {
            return;
        }
        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            throw new InvalidOperationException($"PORT must be a port number (0 to 65535), but is '{text}'.");
        }
        builder.WebHost.UseUrls($"http://*:{port}");
    }

    static bool HasAddress(WebApplicationBuilder builder) =>
        new[] { WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey }
            .Any(key => !string.IsNullOrEmpty(builder.Configuration[key]))
        || builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}
