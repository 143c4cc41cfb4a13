using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

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
                ResponseUrlEndpoint.Handle(world, $"{kind}/{team}/{id}/{secret}", context)).DisableAntiforgery();
        }

        group.MapPost("/upload/v1/{ticket}", (HttpContext context, string ticket) => UploadEndpoint.Handle(world, ticket, context))
            .DisableAntiforgery();
        group.MapGet("/files/{id}", (HttpContext context, string id) => UploadEndpoint.Download(world, id, context));
        group.Map("/link", endpoints.CreateApplicationBuilder()
            .UseWebSockets()
            .Use(_ => context => SocketEndpoint.Accept(world, context))
            .Build());
        group.MapMethods("/{method}", [HttpMethods.Get, HttpMethods.Post], (HttpContext context, string method) =>
            ApiEndpoint.Handle(world, method, context)).DisableAntiforgery();

        var services = endpoints.ServiceProvider;
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() =>
        {
            var addresses = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
            if (addresses?.FirstOrDefault() is { } address)
                world.Address = new Uri(new Uri(address), prefix.Trim('/') is "" ? "/" : $"/{prefix.Trim('/')}/");
        });
        return endpoints;
    }
}
