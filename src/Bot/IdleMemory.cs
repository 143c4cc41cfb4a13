namespace OpsBot.Bot;

/// <summary>
/// Gives back to the machine what a load has needed, once it is over. The garbage collector only works while something is allocated,
/// so a bot with nothing to do would keep the memory of its busiest hour for as long as nobody asks it anything.
/// </summary>
sealed partial class IdleMemory(TimeProvider time, ILogger<IdleMemory> log) : BackgroundService
{
    static readonly TimeSpan betweenLooks = TimeSpan.FromSeconds(5);

    // What some hundred requests allocate, however long they took; and what the few do that people make when nothing is the matter.
    const long Busy = 64 * 1024 * 1024;
    const long Quiet = 8 * 1024 * 1024;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var looks = new PeriodicTimer(betweenLooks, time);
        var (before, given) = (GC.GetTotalAllocatedBytes(), GC.GetTotalAllocatedBytes());
        try
        {
            while (await looks.WaitForNextTickAsync(stoppingToken))
            {
                var allocated = GC.GetTotalAllocatedBytes();
                var since = allocated - before;
                before = allocated;
                if (allocated - given < Busy || since > Quiet) continue;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                given = allocated;
                var memory = GC.GetGCMemoryInfo();
                LogGivenBack(memory.HeapSizeBytes >> 20, memory.TotalCommittedBytes >> 20);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    [LoggerMessage(LogLevel.Information, "The load is over: {Heap} MB are in use and {Committed} MB kept")]
    partial void LogGivenBack(long heap, long committed);
}
