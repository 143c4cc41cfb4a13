namespace OpsBot.Core.Database;

/// <summary>Wakes one waiting loop; raised while nobody waits, it is kept for the next wait.</summary>
public sealed class Signal
{
    volatile TaskCompletionSource raised = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Raise() => raised.TrySetResult();

    public async Task Wait(TimeSpan atMost, TimeProvider time, CancellationToken cancel)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(raised.Task, Task.Delay(atMost, time, over.Token));
        await over.CancelAsync();
        cancel.ThrowIfCancellationRequested();
        if (raised.Task.IsCompleted) raised = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
