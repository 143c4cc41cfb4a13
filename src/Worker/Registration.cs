using Quartz;

namespace OpsBot.Worker;

/// <summary>Adds the worker to any host: its own program, or the sandbox.</summary>
public static class Registration
{
    public static IServiceCollection AddWorker(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton<JobPump>();
        services.AddHostedService(provider => provider.GetRequiredService<JobPump>());
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options => { options.InstanceName = "opsbot"; options.InstanceId = "AUTO"; });
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(connectionString);
                store.UseClustering(_ => { });
            });
            foreach (var duty in Schedule.Duties)
                quartz.ScheduleJob<RecurringDuty>(
                    trigger => trigger.WithIdentity(duty.Name).StartNow().WithSimpleSchedule(duty.Every),
                    job => job.WithIdentity(duty.Name));
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        return services;
    }
}
