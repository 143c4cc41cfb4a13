using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Nodes;

/// <summary>Whether a server has come up: what the steps of create, resize and redeploy ask, and whoever wants to know.</summary>
sealed class ServiceTest(NpgsqlDataSource source, ServerNodes nodes, INode node)
{
    /// <summary>From an empty machine: packages, Docker and images have to be fetched.</summary>
    public static readonly TimeSpan FirstSignPatience = TimeSpan.FromMinutes(15);

    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public const string FirstSignLate = "It gave no sign of life", Late = "Not all its services answered";

    static readonly TimeSpan every = TimeSpan.FromSeconds(5);

    /// <summary>Which of its services answer, asked the way that the server is reached.</summary>
    public async Task<Result<ServicesSeen, NodeFault>> Look(ServerId server, CancellationToken cancel)
    {
        var isDirect = await IsDirect(server, cancel);
        if ((isDirect ? await nodes.Unopened(server, cancel) : await nodes.Of(server, cancel)).Failed(out var target, out var refusal))
            return new NodeFault(NodeTrouble.Misconfigured, refusal.Sentence);
        return isDirect ? await node.Knock(target, cancel) : await node.Health(target, cancel);
    }

    /// <summary>Done as soon as anything on it answers.</summary>
    public async Task<StepResult> FirstSign(ServerId server, CancellationToken cancel) =>
        (await Look(server, cancel)).Failed(out var seen, out var fault) ? fault.Awaited(every)
            : seen.AnyAnswers ? StepResult.Next : new StepResult.LookAgain(every, seen.Sentence);

    /// <summary>Done as soon as all its services answer.</summary>
    public async Task<StepResult> AllAnswer(ServerId server, CancellationToken cancel) =>
        (await Look(server, cancel)).Failed(out var seen, out var fault) ? fault.Awaited(every)
            : seen.AllAnswer ? StepResult.Next : new StepResult.LookAgain(every, seen.Sentence);

    async Task<bool> IsDirect(ServerId server, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Get<ServerReach>("select reach from servers where id = @server", new { server }, cancel) == ServerReach.Direct;
    }
}
