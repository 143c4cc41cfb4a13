namespace OpsBot.Sandbox.Slack;

/// <summary>Trigger ids given out, each good once and for three seconds.</summary>
public sealed class Triggers(TimeProvider time)
{
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(3);

    readonly Lock gate = new();
    readonly Dictionary<string, Trigger> byId = [];
    readonly Queue<string> oldestFirst = new();

    /// <summary>A fresh one; <paramref name="viewId"/> when the person acted inside a modal.</summary>
    public Trigger New(string personId, string? viewId)
    {
        var trigger = new Trigger($"{Ids.Digits(12)}.{Ids.Digits(12)}.{Ids.Hex(32)}", personId, viewId, time.GetUtcNow() + Life, false);
        lock (gate)
        {
            byId[trigger.Id] = trigger;
            oldestFirst.Enqueue(trigger.Id);
            // Old ones are kept for a while, because Slack tells an expired trigger from one it never gave out.
            while (oldestFirst.Count > 20_000) byId.Remove(oldestFirst.Dequeue());
        }

        return trigger;
    }

    /// <summary>Slack's error code, or null when the trigger may be used now.</summary>
    public string? Check(string id, out Trigger? trigger)
    {
        lock (gate) trigger = byId.GetValueOrDefault(id);
        return trigger switch
        {
            null => "invalid_trigger_id",
            { IsUsed: true } => "exchanged_trigger_id",
            { } known when known.ExpiresAt <= time.GetUtcNow() => "expired_trigger_id",
            _ => null,
        };
    }

    /// <summary>Uses it up; false when somebody else was faster.</summary>
    public bool Exchange(Trigger trigger)
    {
        lock (gate)
        {
            if (!byId.TryGetValue(trigger.Id, out var now) || now.IsUsed) return false;
            byId[trigger.Id] = now with { IsUsed = true };
            return true;
        }
    }
}

/// <summary>The right to put one modal before one person within three seconds of what they did.</summary>
public sealed record Trigger(string Id, string PersonId, string? ViewId, DateTimeOffset ExpiresAt, bool IsUsed);
