using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using OpsBot.Sandbox.Mails;
using OpsBot.Sandbox.Trouble;
using OpsBot.Sandbox.Workspace.Discord;
using OpsBot.Sandbox.Workspace.Mails;
using OpsBot.Sandbox.Workspace.Slack;

namespace OpsBot.Sandbox.Workspace;

/// <summary>The chat workspace in the browser, hosted by Blazor Server.</summary>
public static class ChatWorkspace
{
    // As much as somebody may paste at once.
    const int LongestMessage = 1 << 20;

    static readonly string Here = Path.Combine(AppContext.BaseDirectory, typeof(ChatWorkspace).Assembly.GetName().Name!);

    /// <summary>Needs the pretend Slack and the pretend Discord among the services.</summary>
    public static WebApplicationBuilder AddWorkspace(this WebApplicationBuilder builder)
    {
        // Blazor's script comes out of its package, whichever program this is a part of.
        builder.WebHost.UseSetting(WebHostDefaults.StaticWebAssetsKey, $"{Here}.staticwebassets.runtime.json");
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents()
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = LongestMessage);
        // A window lives no longer than this program, so nothing has to be read by the next one.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services
            .AddSingleton<TroubleBoard>()
            .AddSingleton<Assets>()
            .AddSingleton(services => new Mailbox(services.GetService<SandboxClock>() ?? TimeProvider.System))
            .AddScoped<Seat>()
            .AddScoped<SlackSide>()
            .AddScoped<DiscordSide>();
        return builder;
    }

    public static WebApplication MapWorkspace(this WebApplication app)
    {
        app.Use(RefuseOthers);
        app.UseAntiforgery();
        app.MapStaticAssets($"{Here}.staticwebassets.endpoints.json");
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        app.MapGet("/assets/{file}", Asset);
        app.MapSlackFiles();
        app.MapDiscordFiles();
        app.MapMails();
        return app;
    }

    // Another page in the same browser must not steer this one.
    static Task RefuseOthers(HttpContext context, RequestDelegate next)
    {
        var isOwn = !Uri.TryCreate(context.Request.Headers.Origin, UriKind.Absolute, out var origin)
            || origin.Authority == context.Request.Host.Value;
        if (isOwn || !context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal)) return next(context);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    static Results<FileContentHttpResult, NotFound> Asset(string file, Assets assets, HttpResponse response)
    {
        if (assets.Find($"/assets/{file}") is not { } asset) return TypedResults.NotFound();
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.File(asset.Content, asset.Type);
    }
}
