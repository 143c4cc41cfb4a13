using OpsBot.Sandbox.Stripe.Api;

namespace OpsBot.Sandbox.Stripe;

/// <summary>A running server with the pretend account, for tests.</summary>
public static class StripeStandIn
{
    public static Task<StandIn<StripeWorld>> Start(StripeWorld world, CancellationToken cancel) =>
        StandIn<StripeWorld>.Start(world, "http://127.0.0.1:0", host => host.MapStripeApi(world), cancel);
}
