namespace OpsBot.Bot.Slack;

/// <summary>Which addresses are Slack's: nothing that comes in makes the bot call any other, least of all an inner one.</summary>
sealed class SlackHosts(IReadOnlyList<string> named, Uri api)
{
    /// <summary>A reply link, which comes with whatever is asked.</summary>
    public bool TakesAnswers(Uri address) =>
        address.Scheme is "https" or "http" && IsPlain(address) && named.Any(host => IsAt(address, host));

    /// <summary>Where a file is uploaded or a socket opened, as the API itself says: there, or below one of Slack's names.</summary>
    public bool IsOfTheApi(Uri address) => IsPlain(address) && (address.Authority == api.Authority
        || address.Scheme is "https" or "wss" && named.Any(host => IsAt(address, host) || IsBelow(address, host)));

    // "https://hooks.slack.com@10.0.0.1/" is an address of 10.0.0.1.
    static bool IsPlain(Uri address) => address is { IsAbsoluteUri: true, UserInfo: "" };

    /// <summary>A name stands for its usual port under TLS; a number, as whatever stands in for Slack has one, for any port.</summary>
    static bool IsAt(Uri address, string host) => host.Contains(':', StringComparison.Ordinal)
        ? address.Authority.Equals(host, StringComparison.OrdinalIgnoreCase)
        : address.Host.Equals(host, StringComparison.OrdinalIgnoreCase)
            && (IsSecure(address) || address.HostNameType is UriHostNameType.IPv4 || host == "localhost");

    static bool IsBelow(Uri address, string host) =>
        IsSecure(address) && address.Host.EndsWith($".{host}", StringComparison.OrdinalIgnoreCase);

    static bool IsSecure(Uri address) => address is { Scheme: "https" or "wss", IsDefaultPort: true };
}
