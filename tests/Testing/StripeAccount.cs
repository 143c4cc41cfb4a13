using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Clients.Stripe;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Stripe;

namespace OpsBot.Tests.Testing;

/// <summary>An account at the pretend Stripe, and the real client that calls it by HTTP.</summary>
public sealed class StripeAccount : IAsyncDisposable
{
    readonly StandIn<StripeWorld> running;
    readonly ServiceProvider services;

    StripeAccount(StandIn<StripeWorld> running, ServiceProvider services) => (this.running, this.services) = (running, services);

    public StripeWorld World => running.World;

    public IGateway Gateway => services.GetRequiredService<IGateway>();

    public static async Task<StripeAccount> Open(params (string Name, string Value)[] settings) =>
        await Open(new StripeWorld(TimeProvider.System), settings);

    public static async Task<StripeAccount> Open(StripeWorld world, params (string Name, string Value)[] settings)
    {
        var running = await StripeStandIn.Start(world, CancellationToken.None);
        var all = new Dictionary<string, string?>
        {
            ["Stripe:Key"] = world.Key, ["Stripe:ApiUrl"] = world.ApiUrl.ToString(), ["Stripe:RepeatAfter"] = "00:00:00.005",
        };
        foreach (var (name, value) in settings) all[$"Stripe:{name}"] = value;
        return new(running, new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(all).Build())
            .AddStripe().BuildServiceProvider());
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await running.DisposeAsync();
    }
}
