namespace OpsBot.Core.Servers.FirstBoot;

/// <summary>For whom a server is to come up, and where.</summary>
public sealed record BootOrder(string Slug, string Region)
{
    /// <summary>Without it, images come from the mirror: most registries have no IPv6.</summary>
    public bool WithV4 { get; init; } = true;
}
