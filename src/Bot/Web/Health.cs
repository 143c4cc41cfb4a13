namespace OpsBot.Bot.Web;

/// <summary>Alive, and ready: what an orchestrator asks.</summary>
static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => "alive");
        app.MapGet("/readyz", async (Readiness readiness, CancellationToken cancel) => await readiness.Missing(cancel) is { } missing
            ? Results.Text(missing, statusCode: StatusCodes.Status503ServiceUnavailable) : Results.Text("ready"));
    }
}
