using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;

namespace OpsBot.Core.Servers.Providers;

/// <summary>A server as it is called at its provider, and the label by which it is known there to be that one.</summary>
sealed record Rented(string Name, string ProviderId, string Label)
{
    /// <summary>The label that everything carries which OpsBot made; its value tells which record it belongs to.</summary>
    public const string LabelName = "opsbot-job";

    /// <summary>
    /// What to say where the provider's answer is not that server: nothing is done then, for it is somebody else's. None where it is.
    /// </summary>
    public StepResult? NotOurs(Machine machine) =>
        machine.Labels.TryGetValue(LabelName, out var label) && label == Label ? null
            : new StepResult.Failed(
                $"{machine.Name} does not carry {LabelName}={Label} there any more, so nobody knows whose it is, and nothing was done to it. "
                + "Put the label back if it is ours.");
}

static class RentedServers
{
    extension(NpgsqlDataSource source)
    {
        /// <summary>Read when a step needs it.</summary>
        public async Task<Rented> Rented(ServerId id, CancellationToken cancel)
        {
            await using var db = await source.OpenConnectionAsync(cancel);
            return await db.Get<Rented>("select name, provider_id, label from servers where id = @id", new { id }, cancel);
        }
    }
}
