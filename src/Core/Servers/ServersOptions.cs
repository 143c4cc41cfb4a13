using System.Text.RegularExpressions;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>What runs on servers that are made, and how it is asked; the section "Servers".</summary>
public sealed partial class ServersOptions : ISettings
{
    public const string Section = "Servers";

    /// <summary>The version of the product that new servers begin with; without one none are made.</summary>
    public string AppVersion { get; init; } = "";

    /// <summary>Where the images of the product are.</summary>
    public string Registry { get; init; } = "ghcr.io/nimbus";

    /// <summary>What servers without IPv4 get their images from: host, or host/path. Without it every server has IPv4.</summary>
    public string ImageMirror { get; init; } = "";

    public string RedisVersion { get; init; } = "7.4.2-alpine";

    public string ClamavVersion { get; init; } = "1.4.2";

    /// <summary>The system that servers are made with; cloud-init has to be in it.</summary>
    public string Image { get; init; } = "debian-12";

    /// <summary>How new servers are asked how they are.</summary>
    public ServerReach Reach { get; init; } = ServerReach.Node;

    public ServicePorts Ports { get; init; } = new();

    /// <summary>For one call to a node.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public IEnumerable<string> Problems
    {
        get
        {
            if (AppVersion.Length > 0 && !IsPinned(AppVersion))
                yield return $"Servers:AppVersion is '{AppVersion}', which is no one version. "
                    + "Set OPSBOT_Servers__AppVersion to a release, as 1.8.3 is.";
            if (!IsPinned(RedisVersion))
                yield return $"Servers:RedisVersion is '{RedisVersion}'. Set OPSBOT_Servers__RedisVersion to one version, or leave it out.";
            if (!IsPinned(ClamavVersion))
                yield return $"Servers:ClamavVersion is '{ClamavVersion}'. "
                    + "Set OPSBOT_Servers__ClamavVersion to one version, or leave it out.";
            if (!Place().IsMatch(Registry))
                yield return $"Servers:Registry is '{Registry}'. "
                    + "Set OPSBOT_Servers__Registry to where your images are, as ghcr.io/nimbus is.";
            if (ImageMirror.Length > 0 && !Place().IsMatch(ImageMirror))
                yield return $"Servers:ImageMirror is '{ImageMirror}'. "
                    + "Set OPSBOT_Servers__ImageMirror to a registry that answers over IPv6, "
                    + "as mirror.example.com is, or leave it out.";
            if (Ports.All.Any(port => port is < 1 or > 65535) || Ports.All.Distinct().Count() < Ports.All.Count)
                yield return "Servers:Ports are three different ports. "
                    + "Correct OPSBOT_Servers__Ports__Web, __Convex and __Mta, or leave them out.";
            if (CallTimeout < TimeSpan.FromMilliseconds(50) || CallTimeout > TimeSpan.FromMinutes(5))
                yield return "Servers:CallTimeout is out of range. Set OPSBOT_Servers__CallTimeout to 00:05:00 or less, or leave it out.";
        }
    }

    /// <summary>
    /// It names one release and no other, as 1.8.3 and 7.4.2-alpine do. What moves (latest, 1, 1.8, stable) would make a server of next
    /// week another one than today's.
    /// </summary>
    public static bool IsPinned(string version) => Pinned().IsMatch(version);

    [GeneratedRegex(@"^v?[0-9]+\.[0-9]+\.[0-9]+([.-][0-9A-Za-z]+)*$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^[a-z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9._-]+)*$")]
    private static partial Regex Place();
}

/// <summary>Where a server's services listen.</summary>
public sealed class ServicePorts
{
    /// <summary>The product itself, and the node's own calls.</summary>
    public int Web { get; init; } = 3000;

    public int Convex { get; init; } = 3210;

    public int Mta { get; init; } = 3100;

    public IReadOnlyList<int> All => [Web, Convex, Mta];
}
