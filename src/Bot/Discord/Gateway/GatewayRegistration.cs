using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Bot.Discord;

/// <summary>Adds the gateway, to which any number of bots keep one connection between them.</summary>
static class GatewayRegistration
{
    public static IServiceCollection AddDiscordGateway(this IServiceCollection services, IConfiguration configuration)
    {
        var limits = configuration.GetSection($"{DiscordOptions.Section}:Lease").Get<LeaseLimits>() ?? new();
        services.AddSingleton<Interactions>();
        services.AddSingleton<GatewayLine>();
        // These limits are this lease's own, whatever other leases there come to be.
        services.AddSingleton(provider => new Lease(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<TimeProvider>(), limits, GatewayDuty.LeaseName));
        services.AddSingleton<GatewayDuty>();
        services.AddHostedService(provider => provider.GetRequiredService<GatewayDuty>());
        return services;
    }
}
