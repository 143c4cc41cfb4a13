using System.Net;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Docker;

public enum DockerTransport { UnixSocket, Tls, Loopback }

/// <summary>Where a Docker engine listens: a unix socket, TLS, or plain HTTP on this machine only.</summary>
public sealed record DockerAddress
{
    DockerAddress(DockerTransport transport, Uri root, string shown, string? socketPath)
    {
        (Transport, Root, SocketPath) = (transport, root, socketPath);
        this.shown = shown;
    }

    readonly string shown;

    public DockerTransport Transport { get; }

    /// <summary>Ends in a slash; paths of the API are relative to it.</summary>
    public Uri Root { get; }

    public string? SocketPath { get; }

    public static Result<DockerAddress, RuntimeFault> Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Query.Length > 0)
            return Wrong(text);

        return uri.Scheme switch
        {
            "unix" when uri.Host.Length == 0 && uri.AbsolutePath.Length > 1 =>
                new DockerAddress(DockerTransport.UnixSocket, new Uri("http://docker/"), uri.LocalPath, uri.LocalPath),
            "tcp+tls" or "https" when uri.Host.Length > 0 =>
                new DockerAddress(DockerTransport.Tls, RootOf("https", uri, 2376), $"{uri.Host}:{PortOf(uri, 2376)}", null),
            "http" or "tcp" when IsLoopback(uri) =>
                new DockerAddress(DockerTransport.Loopback, RootOf("http", uri, 2375),
                    $"{uri.Host}:{PortOf(uri, 2375)}{uri.AbsolutePath.TrimEnd('/')}", null),
            "http" or "tcp" => new RuntimeFault(RuntimeTrouble.Misconfigured,
                $"{text} would speak to Docker unencrypted over the network. Use tcp+tls://{uri.Host}:2376 with client certificates."),
            _ => Wrong(text),
        };
    }

    public override string ToString() => shown;

    static Uri RootOf(string scheme, Uri uri, int usualPort) =>
        new UriBuilder(scheme, uri.Host, PortOf(uri, usualPort), uri.AbsolutePath.TrimEnd('/') + "/").Uri;

    // .NET knows no default port for tcp+tls and tcp: it says -1.
    static int PortOf(Uri uri, int usualPort) => uri.Port < 0 ? usualPort : uri.Port;

    static bool IsLoopback(Uri uri) =>
        uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ||
        (IPAddress.TryParse(uri.IdnHost, out var address) && IPAddress.IsLoopback(address));

    static RuntimeFault Wrong(string text) => new(RuntimeTrouble.Misconfigured,
        $"'{text}' is no address of a Docker engine. Use unix:///var/run/docker.sock or tcp+tls://host:2376.");
}
