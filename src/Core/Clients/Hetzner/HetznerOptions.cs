using System.Globalization;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Hetzner;

/// <summary>The project at Hetzner in which servers are made; the section "Hetzner".</summary>
public sealed class HetznerOptions : ISettings
{
    const int TokenLength = 64;

    /// <summary>Without one, nothing at Hetzner is called.</summary>
    public string Token { get; init; } = "";

    public Uri ApiUrl { get; init; } = new("https://api.hetzner.cloud/v1/");

    /// <summary>Ids of the keys that new servers let in, with commas between; without any, there is a password that nobody reads.</summary>
    public string SshKeyIds { get; init; } = "";

    /// <summary>Ids of the firewalls that stand before new servers.</summary>
    public string FirewallIds { get; init; } = "";

    public IReadOnlyList<long> SshKeys => Ids(SshKeyIds) ?? [];

    public IReadOnlyList<long> Firewalls => Ids(FirewallIds) ?? [];

    /// <summary>Beyond that no server is ordered; any number where it is not set.</summary>
    public int? MostServers { get; init; }

    /// <summary>Beyond that a month, without tax, nothing more is ordered ("500", "€500"); any amount where it is not set.</summary>
    public string MostPerMonth { get; init; } = "";

    public Money? MonthlyLimit => Money.TryParse(MostPerMonth, Currency.Eur, out var limit) ? limit : null;

    /// <summary>For one call.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long Hetzner is left alone once it failed again and again.</summary>
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(15);

    public IEnumerable<string> Problems
    {
        get
        {
            if (Token.Length > 0 && (Token.Length != TokenLength || !Token.All(char.IsAsciiLetterOrDigit)))
                yield return $"Hetzner:Token is none: they have {TokenLength} letters and digits. "
                    + "Set OPSBOT_Hetzner__Token to one that may read and write, from https://console.hetzner.cloud, your project, Security, API tokens.";
            if (!ApiUrl.IsAbsoluteUri || (ApiUrl.Scheme != Uri.UriSchemeHttps && !ApiUrl.IsLoopback))
                yield return "Hetzner:ApiUrl has to begin with https://. Leave OPSBOT_Hetzner__ApiUrl out.";
            if (Ids(SshKeyIds) is null)
                yield return "Hetzner:SshKeyIds are numbers with commas between. Set OPSBOT_Hetzner__SshKeyIds to what the console "
                    + "shows below Security, SSH keys.";
            if (Ids(FirewallIds) is null)
                yield return "Hetzner:FirewallIds are numbers with commas between. Set OPSBOT_Hetzner__FirewallIds to what the console "
                    + "shows in a firewall's address.";
            if (MostServers < 0)
                yield return "Hetzner:MostServers is less than none. Set OPSBOT_Hetzner__MostServers to how many servers the house may have "
                    + "there, or leave it out.";
            if (MostPerMonth.Length > 0 && MonthlyLimit is not { Minor: >= 0 })
                yield return "Hetzner:MostPerMonth is no amount. Set OPSBOT_Hetzner__MostPerMonth to what servers may cost a month, as 500, "
                    + "or leave it out.";
            if (CallTimeout < TimeSpan.FromMilliseconds(50) || CallTimeout > TimeSpan.FromMinutes(5))
                yield return "Hetzner:CallTimeout is out of range. Set OPSBOT_Hetzner__CallTimeout to 00:05:00 or less, or leave it out.";
            if (BreakFor < TimeSpan.FromMilliseconds(500) || BreakFor > TimeSpan.FromMinutes(10))
                yield return "Hetzner:BreakFor is out of range. Set OPSBOT_Hetzner__BreakFor to 00:10:00 or less, or leave it out.";
        }
    }

    static List<long>? Ids(string text)
    {
        var ids = new List<long>();
        foreach (var word in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) ids.Add(id);
            else return null;
        return ids;
    }

    public override string ToString() => "Hetzner (token hidden)";
}
