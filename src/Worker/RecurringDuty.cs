using Quartz;

namespace OpsBot.Worker;

/// <summary>Quartz's side of a duty: looked up by its name, never two rounds at once.</summary>
[DisallowConcurrentExecution]
sealed partial class RecurringDuty(IServiceProvider services, ILogger<RecurringDuty> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.JobDetail.Key.Name;
        // A row of a duty that an older program scheduled: this one does not know it any more.
        if (Schedule.Duties.FirstOrDefault(duty => duty.Name == name) is not { } duty)
        {
            LogUnknown(name);
            return;
        }
        await duty.Do(services, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Duty {Name} is scheduled but unknown to this program")]
    partial void LogUnknown(string name);
}
