using System.Text.Json;
using OpsBot.Bot.Intake;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Nodes;

namespace OpsBot.Bot.Nodes;

/// <summary>What stands in the inbox of a node's report.</summary>
sealed record NodeReport(Guid Server, NodeNumbers Numbers);

/// <summary>Keeps what nodes have pushed.</summary>
sealed class NodeSource(Transactions transactions) : IInboxSource
{
    public const string Platform = "nodes";

    public string Name => Platform;

    public async Task Handle(InboxRow row, CancellationToken cancel)
    {
        var report = JsonSerializer.Deserialize<NodeReport>(row.Body)!;
        await using var work = await transactions.Handling(row.Id, Actor.OpsBot(Platform), cancel);
        if (work is null) return;
        await NodeReports.Keep(work, ServerId.Of(report.Server), row.ReceivedAt, report.Numbers, cancel);
        await work.Commit(cancel);
    }
}

static class NodesRegistration
{
    public static IServiceCollection AddNodeReports(this IServiceCollection services) =>
        services.AddSingleton<NodeEndpoint>().AddSingleton<IInboxSource, NodeSource>();

    public static void MapNodeReports(this IEndpointRouteBuilder app) =>
        app.MapPost("/nodes/metrics", (HttpContext http, NodeEndpoint endpoint) => endpoint.Receive(http));
}
