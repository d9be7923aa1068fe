#include "parallel.h"
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace singlora {
namespace {

struct Job {
  const std::function<void(int64_t, int64_t)>* run;  // of the caller, who stays until all is done
  int64_t total, grain;
  std::atomic<int64_t> next{0}, left;

  /** Runs parts until none is left. */
  void work() {
    for (int64_t from = next.fetch_add(grain); from < total; from = next.fetch_add(grain)) {
      const int64_t to = std::min(from + grain, total);
      (*run)(from, to);
      left.fetch_sub(to - from, std::memory_order_acq_rel);
    }
  }
};

int thread_count() {
  const char* asked = std::getenv("TF_NUM_INTRAOP_THREADS");
  const int count = asked ? std::atoi(asked) : 0;
  return count > 0 ? count : static_cast<int>(std::thread::hardware_concurrency());
}

/** Threads that wait for jobs until the process ends. */
class Workers {
 public:
  Workers() : count_(thread_count() - 1) {
    for (int i = 0; i < count_; i++) std::thread([this] { serve(); }).detach();
  }

  int count() const { return count_; }

  void offer(const std::shared_ptr<Job>& job) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      jobs_.push_back(job);
    }
    waiting_.notify_all();
  }

  void withdraw(const std::shared_ptr<Job>& job) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = std::find(jobs_.begin(), jobs_.end(), job);
    if (found != jobs_.end()) jobs_.erase(found);
  }

 private:
  void serve() {
    for (;;) {
      std::shared_ptr<Job> job;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        waiting_.wait(lock, [this] { return !jobs_.empty(); });
        job = jobs_.front();
      }
      job->work();
      withdraw(job);
    }
  }

  const int count_;
  std::mutex mutex_;
  std::condition_variable waiting_;
  std::deque<std::shared_ptr<Job>> jobs_;
};

}  // namespace

void parallel_for(int64_t total, int64_t grain, const std::function<void(int64_t, int64_t)>& run) {
  static Workers& workers = *new Workers();  // never destroyed: its threads end with the process
  if (workers.count() == 0 || total <= grain) {
    if (total > 0) run(0, total);
    return;
  }
  const auto job = std::make_shared<Job>();
  job->run = &run;
  job->total = total;
  job->grain = grain;
  job->left = total;
  workers.offer(job);
  job->work();
  workers.withdraw(job);
  while (job->left.load(std::memory_order_acquire) > 0) std::this_thread::yield();
}

}  // namespace singlora
