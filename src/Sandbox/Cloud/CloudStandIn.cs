using OpsBot.Sandbox.Cloud.Api;

namespace OpsBot.Sandbox.Cloud;

/// <summary>A running server with the pretend project, for tests.</summary>
public static class CloudStandIn
{
    public static Task<StandIn<CloudWorld>> Start(CloudWorld world, CancellationToken cancel) =>
        StandIn<CloudWorld>.Start(world, "http://127.0.0.1:0", host => host.MapHetznerApi(world), cancel);
}
