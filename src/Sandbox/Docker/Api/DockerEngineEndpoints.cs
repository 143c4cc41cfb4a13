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
            api.MapMethods(path, methods, context =>
            {
                if (hostOf(context) is not { } host) return Answers.Error(404, "page not found").ExecuteAsync(context);
                host.CountCall();
                return host.Api.Handle(new EngineCall(host, path, answer, context), context);
            }).DisableAntiforgery();
    }
}
