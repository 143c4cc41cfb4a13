using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Options;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.FirstBoot;

/// <summary>
/// What a new server is told to become, as its provider hands it on: cloud-init, packed. The secrets in it are worthless once they were
/// changed through the node.
/// </summary>
sealed class UserData(IOptions<ServersOptions> servers, IOptions<RoutingOptions> routing)
{
    /// <summary>What Hetzner takes at most: https://docs.hetzner.cloud/reference/cloud#servers-create-a-server</summary>
    public const int MostBytes = 32_768;

    /// <summary>The version that a server which is made now begins with.</summary>
    public string AppVersion => servers.Value.AppVersion;

    /// <summary>How a server that is made now is asked; to be written beside it.</summary>
    public ServerReach Reach => servers.Value.Reach;

    /// <summary>Why no server can be made as things are set; for the plan.</summary>
    public Refusal? Hindrance(bool withV4 = true) => servers.Value switch
    {
        { AppVersion: "" } => new("No server can be made: which version of the product it begins with is not set. "
            + "Set OPSBOT_Servers__AppVersion to a release, as 1.8.3 is."),
        var set when !ServersOptions.IsPinned(set.AppVersion) =>
            new($"No server can be made: OPSBOT_Servers__AppVersion is '{set.AppVersion}', which is no one version. Set it to a release, as 1.8.3 is."),
        { ImageMirror: "" } when !withV4 => new("A server without IPv4 can't get its images: most registries have no IPv6. "
            + "Set OPSBOT_Servers__ImageMirror to one that has, or take network=dual."),
        _ when RoutePattern.Parse(routing.Value.Pattern) is null => new("No server can be made: what its address is to be is not set. "
            + "Set OPSBOT_Routing__Pattern to {slug}.example.com or app.example.com/{slug}, with your own domain."),
        _ => null,
    };

    public Result<string> Of(BootOrder order, ServerSecrets secrets)
    {
        if (Hindrance(order.WithV4) is { } no) return no;
        var packed = Packed(Plain(order, secrets));
        return packed.Length <= MostBytes ? packed : new Refusal(
            $"What the new server of {order.Slug} has to be told takes {packed.Length:N0} bytes, and its provider takes {MostBytes:N0}.");
    }

    /// <summary>As cloud-init reads it.</summary>
    internal string Plain(BootOrder order, ServerSecrets secrets) => CloudConfig.Of(servers.Value.Image,
        BootFiles.Environment(order, servers.Value, RoutePattern.Parse(routing.Value.Pattern)!, secrets), BootFiles.Compose(servers.Value));

    // Providers hand on text only, and cloud-init decodes and unpacks it by itself.
    static string Packed(string plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(plain));
        return Convert.ToBase64String(packed.ToArray());
    }
}
