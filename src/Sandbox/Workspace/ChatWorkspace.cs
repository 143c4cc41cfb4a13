using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.HttpResults;
using OpsBot.Sandbox.Slack;
using OpsBot.Sandbox.Trouble;
using OpsBot.Sandbox.Workspace.Live;
using OpsBot.Sandbox.Workspace.Shell;

namespace OpsBot.Sandbox.Workspace;

/// <summary>The chat workspace in the browser.</summary>
public static class ChatWorkspace
{
    const long LargestUpload = 10 << 20;

    /// <summary>Needs a <see cref="SlackWorld"/> among the services.</summary>
    public static IServiceCollection AddWorkspace(this IServiceCollection services) => services
        .AddSingleton<TroubleBoard>()
        .AddSingleton<Assets>()
        .AddScoped<Window>()
        .AddScoped<Seat>();

    public static IEndpointRouteBuilder MapWorkspace(this IEndpointRouteBuilder app)
    {
        foreach (var pattern in new[] { "/", "/home", "/c/{channel}", "/dm/{person}" })
            app.MapGet(pattern, (Assets assets, SlackWorld world) => TypedResults.Content(Page.Html(assets, world.TeamName), "text/html"));
        app.MapGet("/assets/{file}", Asset);
        app.MapGet("/live", Live);
        app.MapGet("/workspace/files/{id}", Download);
        app.MapPost("/workspace/files", Upload).DisableAntiforgery();
        return app;
    }

    static Results<FileContentHttpResult, NotFound> Asset(string file, Assets assets, HttpResponse response)
    {
        if (assets.Find($"/assets/{file}") is not { } asset) return TypedResults.NotFound();
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.File(asset.Content, asset.Type);
    }

    static async Task Live(HttpContext context)
    {
        // Another page in the same browser must not steer this one.
        var isOwn = Uri.TryCreate(context.Request.Headers.Origin, UriKind.Absolute, out var origin) && origin.Authority == context.Request.Host.Value;
        if (!context.WebSockets.IsWebSocketRequest || !isOwn)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.FromSeconds(15) });
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var window = new LiveSocket(socket, context.RequestServices, context.RequestServices.GetRequiredService<ILogger<LiveSocket>>());
        await window.Run<Desk>(ending.Token);
        if (socket.State is WebSocketState.CloseReceived or WebSocketState.Open)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    static Results<FileContentHttpResult, NotFound> Download(string id, SlackWorld world, HttpResponse response)
    {
        if (world.Files.Find(id) is not { Bytes: { } bytes } file) return TypedResults.NotFound();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox";
        return TypedResults.File(bytes.ToArray(), file.MimeType, file.MimeType.StartsWith("image/", StringComparison.Ordinal) ? null : file.Name);
    }

    static async Task<Results<ContentHttpResult, BadRequest>> Upload(IFormFileCollection files, string @as, SlackWorld world, CancellationToken cancel)
    {
        if (world.People.FindByName(@as) is not { } person || files.Any(file => file.Length > LargestUpload)) return TypedResults.BadRequest();
        var ids = new List<string>();
        foreach (var upload in files)
        {
            using var bytes = new MemoryStream();
            await upload.CopyToAsync(bytes, cancel);
            ids.Add(world.Files.Put(new()
            {
                Id = Ids.New("F"),
                Name = upload.FileName,
                UploaderId = person.Id,
                Length = upload.Length,
                Bytes = bytes.ToArray(),
                IsComplete = true,
                Created = world.Time.GetUtcNow(),
            }).Id);
        }

        return TypedResults.Content(string.Join(' ', ids));
    }
}
