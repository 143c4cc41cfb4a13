using System.Net;

namespace OpsBot.Core.Clients.Caddy;

/// <summary>Where Caddy's admin API listens: on this machine. It has no password, and whoever reaches it owns the proxy.</summary>
public sealed record CaddyAddress(Uri Root, string? SocketPath, string Shown)
{
    /// <summary>None where the text is no such address.</summary>
    public static CaddyAddress? Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Query.Length > 0) return null;
        return uri.Scheme switch
        {
            // Caddy before 2.10 lets only hosts in that its admin.origins names, also on a socket.
            "unix" when uri.Host.Length == 0 && uri.AbsolutePath.Length > 1 =>
                new(new Uri("http://localhost/"), uri.LocalPath, uri.LocalPath),
            "http" when uri.AbsolutePath == "/" && IsLoopback(uri) => new(new Uri($"http://{uri.Authority}/"), null, uri.Authority),
            _ => null,
        };
    }

    public override string ToString() => Shown;

    static bool IsLoopback(Uri uri) => uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(uri.IdnHost, out var address) && IPAddress.IsLoopback(address));
}
