using System.Globalization;

namespace OpsBot.Sandbox.Docker.Api;

/// <summary>The Docker Engine API over the pretend hosts, as strict and as terse as the engine.</summary>
public static class DockerEngineEndpoints
{
    extension(IEndpointRouteBuilder app)
    {
        /// <summary>Every host under <c>/docker/{host}</c>, so that one port serves all of them.</summary>
        public void MapDockerEngine(DockerWorld world) =>
            Map(app.MapGroup("/docker/{host}"), context =>
                world.TryHost((string)context.Request.RouteValues["host"]!, out var host) ? host : null);

        /// <summary>One host at the root, as an engine behind its own port or unix socket.</summary>
        public void MapDockerHost(PretendHost host) => Map(app.MapGroup(""), _ => host);
    }

    static void Map(RouteGroupBuilder root, Func<HttpContext, PretendHost?> hostOf)
    {
        foreach (var api in new[] { root.MapGroup("/v{version}"), root.MapGroup("") })
        {
            Call(api, ["GET", "HEAD"], "/_ping", (_, _) => Task.FromResult(Engine.Ping));
            Call(api, ["GET"], "/version", (host, _) => Task.FromResult(Engine.Version(host)));
            Call(api, ["GET"], "/containers/json", Containers.List);
            Call(api, ["GET"], "/containers/{id}/json", Containers.Inspect);
            Call(api, ["POST"], "/containers/{id}/start", Containers.Start);
            Call(api, ["POST"], "/containers/{id}/stop", Containers.Stop);
            Call(api, ["POST"], "/containers/{id}/restart", Containers.Restart);
            Call(api, ["POST"], "/containers/{id}/kill", Containers.Kill);
            Call(api, ["POST"], "/containers/{id}/pause", Containers.Pause);
            Call(api, ["POST"], "/containers/{id}/unpause", Containers.Unpause);
            Call(api, ["DELETE"], "/containers/{id}", Containers.Remove);
            Call(api, ["GET"], "/containers/{id}/logs", Logs.Read);
            Call(api, ["GET", "HEAD"], "/containers/{id}/archive", Archive.Read);
            Call(api, ["GET"], "/volumes", Volumes.List);
            Call(api, ["DELETE"], "/volumes/{name}", Volumes.Remove);
            Call(api, ["GET", "POST", "PUT", "DELETE"], "/{**rest}", (_, _) => Task.FromResult(Answers.Error(404, "page not found")));
        }

        void Call(RouteGroupBuilder api, string[] methods, string path, Func<PretendHost, HttpContext, Task<IResult>> answer) =>
            api.MapMethods(path, methods, async (HttpContext context) =>
            {
                if (hostOf(context) is not { } host)
                    return Answers.Error(404, "page not found");
                if (await Trouble(host, context) is { } trouble)
                    return trouble;
                return Refuse(host, context) ?? await answer(host, context);
            }).DisableAntiforgery();
    }

    static async Task<IResult?> Trouble(PretendHost host, HttpContext context)
    {
        host.CountCall();
        if (host.Slow > TimeSpan.Zero)
            await Task.Delay(host.Slow, host.Time, context.RequestAborted);
        if (host.Away || host.TakeBreak())
        {
            context.Abort();
            return Results.Empty;
        }

        return host.TakeFailure() ? Answers.Error(500, "containerd: rpc error: code = Unavailable desc = connection error") : null;
    }

    static IResult? Refuse(PretendHost host, HttpContext context)
    {
        context.Response.Headers["Api-Version"] = host.ApiVersion;
        context.Response.Headers["Docker-Experimental"] = "false";
        context.Response.Headers["Ostype"] = "linux";
        context.Response.Headers.Server = "Docker/28.2.2 (linux)";
        if (context.Request.RouteValues["version"] is not string version)
            return null;
        if (!System.Version.TryParse(version, out var asked))
            return Answers.Error(404, "page not found");
        if (asked < System.Version.Parse(host.OldestApiVersion))
        {
            return Answers.Error(400, string.Create(CultureInfo.InvariantCulture,
                $"client version {version} is too old. Minimum supported API version is {host.OldestApiVersion}, please upgrade your client to a newer version"));
        }

        return asked > System.Version.Parse(host.ApiVersion)
            ? Answers.Error(400, $"client version {version} is too new. Maximum supported API version is {host.ApiVersion}")
            : null;
    }
}
