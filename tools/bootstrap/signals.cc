// Keeps signals away from computing threads. In products of float32 matrices oneDNN, up to 3.11, points the stack register at a
// buffer on the heap (uxlfoundation/oneDNN#4845). If a signal interrupts one, such as Ctrl-C or a resized terminal, its handler
// overwrites the memory before that buffer: the process crashes or computes wrong values. So the thread that loads this, and all
// threads that TensorFlow starts from it, leave signals to a dedicated thread.
#ifndef _WIN32
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <initializer_list>

namespace {

void* wait_for_signals(void*) {
  for (;;) pause();
}

const bool installed = [] {
  pthread_t thread;
  // Started before signals are blocked here, it takes all of them.
  if (pthread_create(&thread, nullptr, wait_for_signals, nullptr) != 0) return false;
  pthread_detach(thread);
  sigset_t left_to_it;
  sigfillset(&left_to_it);
  // Signals that a thread causes are its own, and profilers signal the thread that they measure: calls.cc.
  for (int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF}) {
    sigdelset(&left_to_it, own);
  }
  return pthread_sigmask(SIG_BLOCK, &left_to_it, nullptr) == 0;
}();

}  // namespace
#endif
