using OpsBot.Sandbox.Stripe;

namespace OpsBot.Sandbox.Running;

/// <summary>
/// What stands in the pretend account at Stripe, kept beside the data: payments that the database knows are there again after the sandbox
/// was ended.
/// </summary>
sealed class KeptStripe : IAsyncDisposable
{
    static readonly TimeSpan every = TimeSpan.FromSeconds(5);

    readonly StripeWorld world;
    readonly string path;
    readonly CancellationTokenSource ending = new();
    readonly Task keeping;
    string? last;

    KeptStripe(StripeWorld world, string path)
    {
        (this.world, this.path) = (world, path);
        keeping = Keep(ending.Token);
    }

    /// <summary>Puts back what was kept, and keeps what comes. False where there was nothing to put back.</summary>
    public static KeptStripe Open(StripeWorld world, string folder, bool isKnown, out bool wasThere)
    {
        var path = Path.Combine(folder, "stripe.json");
        wasThere = isKnown && File.Exists(path);
        if (wasThere) world.PutBack(File.ReadAllText(path));
        return new KeptStripe(world, path);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await keeping;
        Write();
        ending.Dispose();
    }

    async Task Keep(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel)) Write();
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The last of it is written by whoever ends it.
        }
    }

    // There is the old file or the new one, whenever somebody pulls the plug.
    void Write()
    {
        var text = world.Kept();
        if (text == last) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
        last = text;
    }
}
