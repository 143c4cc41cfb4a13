namespace OpsBot.Sandbox.Stripe.Api;

/// <summary>What came of a key: nothing yet while its call is under way.</summary>
sealed class KeptAnswer(string fingerprint, DateTimeOffset at)
{
    internal string Fingerprint => fingerprint;

    internal DateTimeOffset At => at;

    internal StripeAnswer? Answer { get; set; }
}

/// <summary>
/// The first answer under a key is given again for the same, errors of its own included, until a day is over
/// (https://docs.stripe.com/api/idempotent_requests).
/// </summary>
sealed class IdempotencyKeys(TimeProvider time)
{
    static readonly TimeSpan kept = TimeSpan.FromHours(24);

    readonly Lock gate = new();
    readonly Dictionary<string, KeptAnswer> keys = [];

    internal void Forget()
    {
        lock (gate) keys.Clear();
    }

    /// <summary>Either what is to be answered instead, or the place where the answer is kept.</summary>
    internal (StripeAnswer? Instead, bool IsReplay, KeptAnswer? Place) Begin(string key, string fingerprint)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (!keys.TryGetValue(key, out var known) || now - known.At >= kept)
            {
                var place = keys[key] = new(fingerprint, now);
                return (null, false, place);
            }
            if (known.Fingerprint != fingerprint)
                return (StripeAnswer.Error(400, "idempotency_error", null, "Keys for idempotent requests can only be used with the same "
                    + "parameters they were first used with."), false, null);
            return known.Answer is { } answer ? (answer, true, null)
                : (StripeAnswer.Error(409, "invalid_request_error", "idempotency_key_in_use",
                    "There is currently another in-progress request using this Idempotent Key."), false, null);
        }
    }

    internal void End(string key, KeptAnswer place, StripeAnswer answer)
    {
        lock (gate)
        {
            if (answer.IsBeforeTheStart) keys.Remove(key);
            else place.Answer = answer;
        }
    }
}
