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
    readonly StandIn<StripeWorld>? running;
    readonly ServiceProvider services;

    StripeAccount(StripeWorld world, StandIn<StripeWorld>? running, IEnumerable<(string Name, string Value)> settings)
    {
        (World, this.running) = (world, running);
        var all = new Dictionary<string, string?>
        {
            ["Stripe:Key"] = world.Key, ["Stripe:ApiUrl"] = world.ApiUrl.ToString(), ["Stripe:RepeatAfter"] = "00:00:00.005",
        };
        foreach (var (name, value) in settings) all[$"Stripe:{name}"] = value;
        services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(all).Build())
            .AddStripe().BuildServiceProvider();
    }

    public StripeWorld World { get; }

    public IGateway Gateway => services.GetRequiredService<IGateway>();

    public static Task<StripeAccount> Open(params (string Name, string Value)[] settings) =>
        Open(new StripeWorld(TimeProvider.System), settings);

    public static async Task<StripeAccount> Open(StripeWorld world, params (string Name, string Value)[] settings) =>
        new(world, await StripeStandIn.Start(world, CancellationToken.None), settings);

    /// <summary>One that runs already.</summary>
    public static StripeAccount At(StripeWorld world) => new(world, null, []);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (running is not null) await running.DisposeAsync();
    }
}
