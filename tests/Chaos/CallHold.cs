using System.Text.RegularExpressions;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

/// <summary>Stops the first matching call to something outside before it has its effect, or after it and before the caller hears.</summary>
public sealed class CallHold(string call, bool afterwards)
{
    readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int taken;

    /// <summary>The caller stands there now. It is let go by its death, or <see cref="Release"/>.</summary>
    public Task Reached => reached.Task.WaitAsync(Eventually.Patience, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>As <see cref="Reached"/>; fails with what was waited for.</summary>
    public async Task IsReached(string when)
    {
        try
        {
            await Reached;
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Nobody came to \"{call}\", {when}.");
        }
    }

    public void Release() => released.TrySetResult();

    internal async Task Pass(string passing, bool done, CancellationToken hungUp)
    {
        if (done != afterwards || !Regex.IsMatch(passing, call) || Interlocked.Exchange(ref taken, 1) == 1) return;
        reached.SetResult();
        await released.Task.WaitAsync(hungUp);
    }
}
