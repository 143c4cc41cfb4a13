namespace OpsBot.Sandbox.Slack;

/// <summary>Puts the pretend Slack's addresses into a web application.</summary>
public static class MapSlack
{
    /// <summary>
    /// Methods at <c>{prefix}/chat.postMessage</c> and so on, response URLs, uploads, files and the Socket Mode socket below the same
    /// prefix.
    /// <see cref="SlackWorld.Address"/> is set once the server listens.
    /// </summary>
    public static IEndpointRouteBuilder MapSlackApi(this IEndpointRouteBuilder endpoints, SlackWorld world, string prefix)
    {
        var group = endpoints.MapGroup(prefix);
        foreach (var kind in new[] { "commands", "actions", "app" })
        {
            group.MapPost($"/{kind}/{{team}}/{{id}}/{{secret}}", (HttpContext context, string team, string id, string secret) =>
                world.Api.Handle(new ResponseUrlCall(world, $"{kind}/{team}/{id}/{secret}", context), context)).DisableAntiforgery();
        }

        group.MapPost("/upload/v1/{ticket}", (HttpContext context, string ticket) => UploadEndpoint.Handle(world, ticket, context))
            .DisableAntiforgery();
        group.MapGet("/files/{id}", (HttpContext context, string id) => UploadEndpoint.Download(world, id, context));
        group.Map("/link", endpoints.CreateApplicationBuilder()
            .UseWebSockets()
            .Use(_ => context => SocketEndpoint.Accept(world, context))
            .Build());
        group.MapMethods("/{method}", [HttpMethods.Get, HttpMethods.Post], (HttpContext context, string method) =>
            world.Api.Handle(new MethodCall(world, method, context), context)).DisableAntiforgery();

        endpoints.OnceListening(server => world.Address = new Uri(server, prefix.Trim('/') is "" ? "/" : $"/{prefix.Trim('/')}/"));
        return endpoints;
    }
}

/// <summary>The pretend Slack on a web server of its own.</summary>
public static class SlackStandIn
{
    /// <summary>Listens on a free loopback port unless told otherwise.</summary>
    public static Task<StandIn<SlackWorld>> Start(SlackWorld world, CancellationToken cancel, string url = "http://127.0.0.1:0") =>
        StandIn<SlackWorld>.Start(world, url, host => host.MapSlackApi(world, "/api"), cancel);
}
