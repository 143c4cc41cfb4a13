using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Overview.Why;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>An instance: what the database has, and what its host says now.</summary>
sealed class ExplainInstance(IRuntime runtime) : IExplain<InstanceId>
{
    public async Task<Explanation> Explain(NpgsqlConnection db, InstanceId id, CancellationToken cancel)
    {
        var instance = await Instance.Get(db, id, cancel);
        return new(instance.Target, instance.State.Words(), instance.ChangedAt)
        {
            Because = instance.Error
                ?? (instance.RunsSince is { } since
                    ? $"It is stopped here, and its container runs since {new At(since).Text}." : null),
            Tone = instance.State.Tone,
            Outside = instance.State == InstanceState.Deleted ? [] :
            [
                new($"On {instance.Server}", async within =>
                    (await runtime.State(instance.Runtime, within)).Failed(out var state, out var fault) ? fault.Sentence : state.Sentence),
            ],
            Next =
            [
                .. InstanceButtons.For(instance).Take(1).Where(button => button.Look == Look.Primary),
                new Button("Show", $"/instance show {instance.Slug}"), new Button("Logs", $"/instance logs {instance.Slug}"),
                new Button("Organization", $"/org show {instance.OrganizationSlug}"),
            ],
        };
    }
}
