using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Values;

namespace OpsBot.Core.Routing;

static class RoutingRegistration
{
    public static void AddProxyRoutes(this IServiceCollection services)
    {
        services.AddOptions<CaddyOptions>().BindConfiguration(CaddyOptions.Section).ValidateOnStart();
        services.AddOptions<RoutingOptions>().BindConfiguration(RoutingOptions.Section).ValidateOnStart()
            // Of no use without a proxy, and asked for as soon as there is one.
            .Configure<Microsoft.Extensions.Configuration.IConfiguration>((routing, settings) =>
                routing.IsOn = settings[$"{CaddyOptions.Section}:{nameof(CaddyOptions.AdminUrl)}"] is { Length: > 0 });
        services.AddSingleton<IValidateOptions<CaddyOptions>, SettingsCheck<CaddyOptions>>();
        services.AddSingleton<IValidateOptions<RoutingOptions>, SettingsCheck<RoutingOptions>>();
        services.AddSingleton<CaddyAdmin>();
        services.AddSingleton<RouteKeeper>();
        services.AddSingleton<ProxyVisit>();
    }
}
