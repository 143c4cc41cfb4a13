using OpsBot.Core.Jobs;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Providers;

/// <summary>A picture to be taken of a server; the key is that of whoever wants it, and by which it is found again.</summary>
sealed record PictureOrder(Rented Of, string Key, string Description);

/// <summary>How far it has come; the picture and what it costs a month, once it is ready.</summary>
sealed record PictureTaken(StepResult Result, Picture? Picture = null, Money? Price = null);

/// <summary>Takes pictures of servers' disks in the steps of jobs, each once.</summary>
sealed class Pictures(IProvider provider)
{
    /// <summary>Large disks take their time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public const string Late = "No picture was taken";

    // Beside the label of the server: which job's it is.
    const string KeyName = "opsbot-picture";

    static readonly TimeSpan soon = TimeSpan.FromSeconds(3);

    /// <summary>What was begun under that key, whoever heard of it.</summary>
    public Task<Result<IReadOnlyList<Picture>, ProviderFault>> Find(string key, CancellationToken cancel) =>
        provider.Pictures(KeyName, key, cancel);

    /// <summary>
    /// Begins it, or looks how far it has come: it is judged by itself, and its action only tells whether it failed. Of a server that
    /// is gone none is taken.
    /// </summary>
    public async Task<PictureTaken> Take(
        PictureOrder order, string? begun, ActionMemory memory, Action<string?> keep, CancellationToken cancel)
    {
        ProviderFault? fault;
        if (begun is not null)
        {
            if ((await provider.Picture(begun, cancel)).Failed(out var picture, out fault))
            {
                if (fault.Trouble != ProviderTrouble.Gone) return new(fault.Step());
                keep(null);
                return new(new StepResult.TryAgain("The picture was not kept."));
            }
            if (picture.IsReady)
                return (await provider.Tariff(Urgency.Job, cancel)).Failed(out var tariff, out fault) ? new(fault.Step())
                    : new(StepResult.Next, picture, tariff.Picture(picture.SizeGb ?? 0));
            if (memory.Known() is not { } action) return new(new StepResult.LookAgain(soon));
            if ((await provider.Actions([action], cancel)).Failed(out var actions, out fault)) return new(fault.Step());
            if (actions is not [{ State: ActionState.Failed } failed, ..]) return new(new StepResult.LookAgain(soon));
            keep(null);
            memory.Keep(null);
            return new(new StepResult.TryAgain($"{provider.Called} says: {failed.Error ?? "it failed"}."));
        }
        var labels = new Dictionary<string, string> { [Rented.LabelName] = order.Of.Label, [KeyName] = order.Key };
        if ((await provider.Snapshot(order.Of.ProviderId, order.Description, labels, cancel)).Failed(out var taking, out fault))
            return new(fault.Trouble == ProviderTrouble.Gone ? StepResult.Next : fault.Step());
        keep(taking.Picture.Id);
        memory.Keep(taking.Actions is [var first, ..] ? first : null);
        return new(new StepResult.LookAgain(soon));
    }

    /// <summary>Nobody wants it any more; harmless twice.</summary>
    public async Task<StepResult> Discard(string key, CancellationToken cancel)
    {
        if ((await Find(key, cancel)).Failed(out var found, out var fault)) return fault.Step();
        foreach (var picture in found)
            if ((await provider.DeletePicture(picture.Id, cancel)).Failed(out _, out fault) && fault.Trouble != ProviderTrouble.Gone)
                return fault.Step();
        return StepResult.Next;
    }
}
