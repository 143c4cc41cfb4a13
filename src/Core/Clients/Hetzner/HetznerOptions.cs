using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Hetzner;

/// <summary>The project at Hetzner in which servers are made; the section "Hetzner".</summary>
public sealed class HetznerOptions : ISettings
{
    const int TokenLength = 64;

    /// <summary>Without one, nothing at Hetzner is called.</summary>
    public string Token { get; init; } = "";

    public Uri ApiUrl { get; init; } = new("https://api.hetzner.cloud/v1/");

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
            if (CallTimeout < TimeSpan.FromMilliseconds(50) || CallTimeout > TimeSpan.FromMinutes(5))
                yield return "Hetzner:CallTimeout is out of range. Set OPSBOT_Hetzner__CallTimeout to 00:05:00 or less, or leave it out.";
            if (BreakFor < TimeSpan.FromMilliseconds(500) || BreakFor > TimeSpan.FromMinutes(10))
                yield return "Hetzner:BreakFor is out of range. Set OPSBOT_Hetzner__BreakFor to 00:10:00 or less, or leave it out.";
        }
    }

    public override string ToString() => "Hetzner (token hidden)";
}
