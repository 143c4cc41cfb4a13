using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Bot.Web;

/// <summary>Alive, and ready: what an orchestrator asks.</summary>
static class Health
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => "alive");
        app.MapGet("/readyz", async (Migrations migrations, TimeProvider time, CancellationToken cancel) =>
            await Missing(migrations, time, cancel) is { } missing ? Results.Text(missing, statusCode: StatusCodes.Status503ServiceUnavailable) : Results.Text("ready"));
    }

    static async Task<string?> Missing(Migrations migrations, TimeProvider time, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await migrations.AreApplied(both.Token) ? null : "migrations are missing";
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return "the database does not answer";
        }
    }
}
