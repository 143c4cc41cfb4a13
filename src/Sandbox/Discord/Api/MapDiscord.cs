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
            api.MapMethods($"/{route.Template}", [route.Verb], context => world.Api.Handle(new RestCall(world, route, context), context))
                .DisableAntiforgery();
        api.MapFallback("/{**path}", context => world.Api.Handle(new RestCall(world, route: null, context), context));
        endpoints.MapGet($"{prefix}/attachments/{{channel}}/{{message}}/{{id}}/{{name}}",
            (HttpContext context, string channel, string message, string id) =>
            AttachmentEndpoint.Handle(world, channel, message, id, context));
        // With an address of its own for those who resume, as Discord has.
        endpoints.Map($"{prefix}/gateway/{{resume?}}", endpoints.CreateApplicationBuilder()
            .UseWebSockets()
            .Use(_ => context => GatewayEndpoint.Accept(world, context))
            .Build());

        endpoints.OnceListening(server => world.Address = new Uri(server, $"/{prefix.Trim('/')}/api/v10/"));
        return endpoints;
    }
}

/// <summary>The pretend Discord on a web server of its own.</summary>
public static class DiscordStandIn
{
    /// <summary>Listens on a free loopback port unless told otherwise.</summary>
    public static Task<StandIn<DiscordWorld>> Start(DiscordWorld world, CancellationToken cancel, string url = "http://127.0.0.1:0") =>
        StandIn<DiscordWorld>.Start(world, url, host => host.MapDiscordApi(world, "/discord-api"), cancel);
}
