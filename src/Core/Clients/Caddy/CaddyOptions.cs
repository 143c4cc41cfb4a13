using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Caddy;

/// <summary>Which Caddy stands before the customers' servers; section <c>Caddy</c>. Without an admin address routing is off.</summary>
public sealed class CaddyOptions : ISettings
{
    public const string Section = "Caddy";

    /// <summary>Where its admin API listens: http://127.0.0.1:2019, or unix:///run/caddy/admin.sock.</summary>
    public string AdminUrl { get; init; } = "";

    /// <summary>Which of its servers carries the routes, as it is called in Caddy's own configuration.</summary>
    public string Server { get; init; } = "srv0";

    /// <summary>What that server listens on where Caddy does not have it yet; of one that is there, only its routes are touched.</summary>
    public string Listen { get; init; } = ":443";

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For one call; a thousand routes at once take Caddy a second or two.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public bool IsSet => AdminUrl.Length > 0;

    public IEnumerable<string> Problems
    {
        get
        {
            if (IsSet && CaddyAddress.Parse(AdminUrl) is null)
                yield return $"Caddy:AdminUrl is '{AdminUrl}'. Caddy's admin API has no password, so it is spoken to on this machine only: " +
                    "set OPSBOT_Caddy__AdminUrl to http://127.0.0.1:2019 or unix:///run/caddy/admin.sock, or leave it out for no routing.";
            if (Server.Length == 0 || !Server.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                yield return $"Caddy:Server is '{Server}'. Set OPSBOT_Caddy__Server to the name that Caddy's configuration has below " +
                    "apps.http.servers, of letters and digits, or leave it out for srv0.";
            if (!Listen.Contains(':', StringComparison.Ordinal))
                yield return $"Caddy:Listen is '{Listen}'. Set OPSBOT_Caddy__Listen to an address with a port, as :443 is, or leave it out.";
            if (ConnectTimeout <= TimeSpan.Zero || CallTimeout <= TimeSpan.Zero)
                yield return "Caddy:ConnectTimeout and Caddy:CallTimeout are times above zero, as 00:00:30 is. " +
                    "Correct OPSBOT_Caddy__ConnectTimeout and OPSBOT_Caddy__CallTimeout, or leave them out.";
        }
    }
}
