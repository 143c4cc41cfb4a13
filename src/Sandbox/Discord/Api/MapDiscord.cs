using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace OpsBot.Sandbox.Discord;

/// <summary>Puts the pretend Discord's addresses into a web application.</summary>
public static class MapDiscord
{
    /// <summary>
    /// REST at <c>{prefix}/api/v10/</c>, the gateway at <c>{prefix}/gateway</c>, uploaded files below <c>{prefix}/attachments/</c>.
    /// <see cref="DiscordWorld.Address"/> is set once the server listens.
    /// </summary>
    public static IEndpointRouteBuilder MapDiscordApi(this IEndpointRouteBuilder endpoints, DiscordWorld world, string prefix)
    {
        var api = endpoints.MapGroup($"{prefix}/api/v10");
        foreach (var route in DiscordRoutes.All)
            api.MapMethods($"/{route.Template}", [route.Verb], context => ApiEndpoint.Handle(world, route, context)).DisableAntiforgery();
        api.MapFallback("/{**path}", context => ApiEndpoint.Handle(world, route: null, context));
        endpoints.MapGet($"{prefix}/attachments/{{channel}}/{{message}}/{{id}}/{{name}}",
            (HttpContext context, string channel, string message, string id) =>
            AttachmentEndpoint.Handle(world, channel, message, id, context));
        // With an address of its own for those who resume, as Discord has.
        endpoints.Map($"{prefix}/gateway/{{resume?}}", endpoints.CreateApplicationBuilder()
            .UseWebSockets()
            .Use(_ => context => GatewayEndpoint.Accept(world, context))
            .Build());

        var services = endpoints.ServiceProvider;
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() =>
        {
            var addresses = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
            if (addresses?.FirstOrDefault() is { } address) world.Address = new Uri(new Uri(address), $"/{prefix.Trim('/')}/api/v10/");
        });
        return endpoints;
    }
}
